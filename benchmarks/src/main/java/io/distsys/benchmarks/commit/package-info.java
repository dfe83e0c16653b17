/**
 * How fast the log commits, beside what Hazelcast does in the same processes.
 */
@NullMarked
package io.distsys.benchmarks.commit;

import org.jspecify.annotations.NullMarked;
