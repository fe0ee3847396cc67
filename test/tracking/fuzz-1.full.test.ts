/** Random bodies at the tracking intake: the first third. */
import { longFuzz } from './long-fuzz.js';

longFuzz();
