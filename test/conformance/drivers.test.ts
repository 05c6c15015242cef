import { describeDriver } from '@engine-upgrader/conformance';
import { describe, it } from 'vitest';
import { exampleSubject } from './example-subject.ts';

describeDriver({ describe, it }, exampleSubject);
