/** Random bodies at the tracking intake: the second third. */
import { longFuzz } from './long-fuzz.js';

longFuzz();
