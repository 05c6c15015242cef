import { describeDriver } from '@engine-upgrader/conformance';
import { describe, it } from 'vitest';
import { alibabaRdsSubject } from './alibaba-rds-subject.ts';
import { awsDmsSubject } from './aws-dms-subject.ts';
import { exampleSubject } from './example-subject.ts';

describeDriver({ describe, it }, exampleSubject);
describeDriver({ describe, it }, alibabaRdsSubject);
describeDriver({ describe, it }, awsDmsSubject);
