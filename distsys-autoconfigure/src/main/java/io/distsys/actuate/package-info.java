/**
 * The endpoint, the health indicator and the meters of the cluster.
 */
@NullMarked
package io.distsys.actuate;

import org.jspecify.annotations.NullMarked;
