/**
 * Calls of remote services guarded by Resilience4j.
 */
@NullMarked
package io.distsys.resilience;

import org.jspecify.annotations.NullMarked;
