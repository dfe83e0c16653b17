package io.distsys.singleton;

import io.distsys.ownership.Fence;
import org.jspecify.annotations.Nullable;

/**
 * What begins and ends with the ownership of a singleton. Runs on a thread for user code,
 * one method at a time. The bean of a {@link ClusterSingleton} may implement it in place
 * of methods with {@link OnActivate} and {@link OnDeactivate}; nobody else can call it
 * then through this interface.
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
	 * Copy the state for the node that acts next, or was kept. Called after
	 * {@link #deactivate} when the singleton stopped in order.
	 * @return the state, or {@literal null} if there is none to offer
	 * @throws Exception is logged; nothing is offered
	 */
	default @Nullable Object offerState() throws Exception {
		return null;
	}

	/**
	 * Take the state that another node offers.
	 * @param state what {@link #offerState} returned there
	 * @param occasion why that node stopped
	 * @throws Exception is logged; the state is dropped
	 */
	default void acceptState(Object state, StateOffer.Occasion occasion) throws Exception {
	}

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
