import { fuzzedDms } from './clouds.ts';
import { describeFuzzedAnswers } from './answers.ts';

// Its client takes twice as long for a request.
describeFuzzedAnswers('AWS DMS', fuzzedDms, 7_000);
