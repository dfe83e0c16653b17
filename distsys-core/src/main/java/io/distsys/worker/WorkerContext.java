package io.distsys.worker;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;

/**
 * What a worker knows of itself. A worker class takes it as a constructor parameter.
 *
 * @param type name of the worker type
 * @param key the worker's key
 * @param slot the slot of the key
 * @param self the node that it runs on
 * @param fence open as long as this node owns the slot
 * @since 0.1
 */
public record WorkerContext(String type, String key, int slot, NodeId self, Fence fence) {

	/**
	 * The token of the slot's grant, for stores outside of the cluster.
	 * @return the token
	 */
	public FencingToken token() {
		return this.fence.token();
	}

}
