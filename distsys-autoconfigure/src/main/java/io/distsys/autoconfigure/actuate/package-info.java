/**
 * Auto-configuration of the endpoint, the health indicator and the meters of the cluster.
 */
@NullMarked
package io.distsys.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
