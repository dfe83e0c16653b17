package io.distsys.benchmarks.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.distsys.faults.host.ClusterPlan;

/** What connections between nodes have to pass. */
enum Protection {

	NOTHING("nothing", false, false),

	SECRET("`secret`", true, false),

	TLS("`ssl.bundle`", false, true),

	BOTH("both", true, true);

	/** The name of the key store, in the directory of the run, without its ending. */
	static final String STORE = "nodes";

	private static final String PASSWORD = "changeit";

	private final String text;

	private final boolean secret;

	private final boolean tls;

	Protection(String text, boolean secret, boolean tls) {
		this.text = text;
		this.secret = secret;
		this.tls = tls;
	}

	ClusterPlan plan(ClusterPlan base) {
		ClusterPlan plan = base;
		for (String property : properties(base.directory())) {
			plan = plan.withProperty(property);
		}
		return plan;
	}

	private List<String> properties(Path directory) {
		List<String> properties = new ArrayList<>();
		if (this.secret) {
			properties.add("distsys.security.secret=the-secret-of-the-benchmark");
		}
		if (this.tls) {
			properties.add("distsys.security.ssl.bundle=nodes");
			for (String store : List.of("keystore", "truststore")) {
				String prefix = "spring.ssl.bundle.jks.nodes." + store;
				properties.add(prefix + ".type=PKCS12");
				properties.add(prefix + ".location=file:" + directory.resolve(STORE + ".p12"));
				properties.add(prefix + ".password=" + PASSWORD);
			}
		}
		return properties;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
