package io.distsys.singleton;

import io.distsys.ownership.Fence;

/**
 * What begins and ends with the ownership of a singleton. Runs on a thread for user code,
 * one method at a time.
 *
 * @since 0.1
 */
public interface SingletonActivity {

	/**
	 * Begin. Interrupted if the singleton is lost meanwhile.
	 * @param fence open while the singleton is owned here
	 * @throws Exception is logged; it is tried again with growing pauses while the fence
	 * is open
	 */
	void activate(Fence fence) throws Exception;

	/**
	 * End. Called once after each {@link #activate} that returned normally; one that
	 * threw has cleaned up after itself.
	 * @param fence the one given to {@link #activate}; may be closed
	 * @throws Exception is logged
	 */
	void deactivate(Fence fence) throws Exception;

	/**
	 * An activity of nothing.
	 * @return does nothing
	 */
	static SingletonActivity none() {
		return new SingletonActivity() {

			@Override
			public void activate(Fence fence) {
			}

			@Override
			public void deactivate(Fence fence) {
			}

		};
	}

}
