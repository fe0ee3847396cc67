/** Random bodies at the tracking intake: the third third. */
import { longFuzz } from './long-fuzz.js';

longFuzz();
