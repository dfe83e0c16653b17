/**
 * Method invocations as messages: encoding, proxies and the way exceptions travel.
 */
@NullMarked
package io.distsys.rpc;

import org.jspecify.annotations.NullMarked;
