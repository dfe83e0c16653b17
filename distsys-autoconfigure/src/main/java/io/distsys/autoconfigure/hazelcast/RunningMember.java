package io.distsys.autoconfigure.hazelcast;

import java.util.regex.Pattern;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.BuildInfoProvider;
import io.distsys.cluster.Node;
import io.distsys.hazelcast.HazelcastMembership;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.spring.UnsupportedHazelcastException;

/** Looks whether a Hazelcast instance is one that this library can stand on. */
final class RunningMember {

	private static final Pattern SUPPORTED = Pattern.compile("5\\.[57]\\..*");

	private RunningMember() {
	}

	static void requireSupported(String version) {
		if (!SUPPORTED.matcher(version).matches()) {
			throw new UnsupportedHazelcastException("Hazelcast " + version + " is not supported by distsys.",
					"Use Hazelcast 5.5.x or 5.7.x: set the property 'hazelcast.version' of the build.");
		}
	}

	static void requireSupported() {
		requireSupported(BuildInfoProvider.getBuildInfo().getVersion());
	}

	/**
	 * The secret of a member that the application has started itself would not be asked
	 * for.
	 */
	static void requireGuarded(HazelcastInstance instance, MemberSecurity security) {
		if (security.isSet() && !MemberGuard.isGuarded(instance)) {
			throw new UnsupportedHazelcastException(
					"distsys.security.secret or distsys.security.ssl.bundle is set, and the HazelcastInstance bean '"
							+ instance.getName() + "' of the application does not ask for it.",
					"Publish a Config bean in place of the HazelcastInstance bean, or inject MemberSecurity and hand it "
							+ "to HazelcastMember.start with your Config.");
		}
	}

	static Node of(HazelcastInstance instance) {
		requireSupported();
		if (!(instance.getLocalEndpoint() instanceof Member)) {
			throw new UnsupportedHazelcastException(
					"The HazelcastInstance bean '" + instance.getName() + "' is a client, and distsys needs a member.",
					"Remove the client (hazelcast-client.* or spring.hazelcast.*), or set distsys.enabled=false.");
		}
		try {
			return HazelcastMembership.self(instance);
		}
		catch (IllegalArgumentException ex) {
			throw new UnsupportedHazelcastException(String.valueOf(ex.getMessage()),
					"Publish a Config bean in place of the HazelcastInstance bean, or inject HazelcastConfigurer "
							+ "and pass your Config to its complete method before the instance is made.");
		}
	}

}
