package io.distsys.hazelcast;

import java.util.Collection;
import java.util.function.BooleanSupplier;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionFunction;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;

/**
 * Hazelcast's split-brain protection of the application's own data structures, by the
 * quorum of this library and not by the number of members in view, which a cut reaches
 * seconds later and which a minority may believe to be enough. A structure whose
 * configuration names {@value #NAME} refuses reads and writes with
 * {@code SplitBrainProtectionException} while this node has no quorum.
 * <p>
 * Hazelcast asks after each change of its members and with each of its heartbeats, so the
 * refusal begins up to a heartbeat after the quorum is lost: what a minority has written
 * until then is for the structure's merge policy.
 *
 * @since 0.1
 */
public final class QuorumProtection implements SplitBrainProtectionFunction {

	/** The name of the protection. */
	public static final String NAME = "distsys";

	private volatile BooleanSupplier quorum = () -> false;

	QuorumProtection() {
	}

	/**
	 * Whether there is a quorum is known from here on; before it there is none.
	 * @param present says so, without blocking
	 */
	public void follow(BooleanSupplier present) {
		this.quorum = present;
	}

	@Override
	public boolean apply(Collection<Member> members) {
		return this.quorum.getAsBoolean();
	}

	/** Offer the protection, unless the user has one of this name. */
	void addTo(Config config) {
		if (!config.getSplitBrainProtectionConfigs().containsKey(NAME)) {
			config.addSplitBrainProtectionConfig(
					new SplitBrainProtectionConfig(NAME, true).setProtectOn(SplitBrainProtectionOn.READ_WRITE)
						.setFunctionImplementation(this));
		}
	}

}
