import { fuzzedRds } from './clouds.ts';
import { describeFuzzedAnswers } from './answers.ts';

describeFuzzedAnswers('ApsaraDB RDS', fuzzedRds, 13_600);
