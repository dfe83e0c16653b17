/**
 * One active instance in the cluster, fenced, and a proxy for callers elsewhere.
 */
@NullMarked
package io.distsys.singleton;

import org.jspecify.annotations.NullMarked;
