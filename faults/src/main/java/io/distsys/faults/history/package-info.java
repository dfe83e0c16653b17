/**
 * What the processes of a run have recorded.
 */
@NullMarked
package io.distsys.faults.history;

import org.jspecify.annotations.NullMarked;
