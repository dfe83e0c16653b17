package io.distsys.autoconfigure.hazelcast;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.distsys.hazelcast.guard.TlsEngines;
import io.distsys.spring.InvalidPropertyException;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** TLS as an SSL bundle says; a bundle that is reloaded serves the next connection. */
final class BundleEngines implements TlsEngines {

	private static final String PROPERTY = "distsys.security.ssl.bundle";

	private final boolean needClientAuth;

	private volatile Current current;

	private BundleEngines(SslBundle bundle, boolean needClientAuth) {
		this.current = Current.of(bundle);
		this.needClientAuth = needClientAuth;
	}

	static BundleEngines of(SslBundles bundles, String name, SecurityProperties.ClientAuth clientAuth) {
		try {
			BundleEngines engines = new BundleEngines(bundles.getBundle(name),
					clientAuth == SecurityProperties.ClientAuth.NEED);
			bundles.addBundleUpdateHandler(name, (bundle) -> engines.current = Current.of(bundle));
			return engines;
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidPropertyException(PROPERTY,
					PROPERTY + " is '" + name + "', and there is no SSL bundle of that name.",
					"Define it by spring.ssl.bundle.pem." + name + ".* or spring.ssl.bundle.jks." + name
							+ ".*, or change " + PROPERTY + ".");
		}
	}

	@Override
	public SSLEngine create(boolean client) {
		Current used = this.current;
		SSLEngine engine = used.context().createSSLEngine();
		engine.setUseClientMode(client);
		SslOptions options = used.options();
		if (options.getCiphers() != null) {
			engine.setEnabledCipherSuites(options.getCiphers());
		}
		if (options.getEnabledProtocols() != null) {
			engine.setEnabledProtocols(options.getEnabledProtocols());
		}
		if (!client) {
			engine.setNeedClientAuth(this.needClientAuth);
		}
		return engine;
	}

	/** What belongs together of one version of the bundle. */
	private record Current(SSLContext context, SslOptions options) {

		static Current of(SslBundle bundle) {
			return new Current(bundle.createSslContext(), bundle.getOptions());
		}

	}

}
