/**
 * Starts nodes in network namespaces of this host, and breaks what connects them.
 */
@NullMarked
package io.distsys.faults.host;

import org.jspecify.annotations.NullMarked;
