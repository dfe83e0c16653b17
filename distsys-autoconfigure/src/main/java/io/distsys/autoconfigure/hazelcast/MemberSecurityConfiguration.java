package io.distsys.autoconfigure.hazelcast;

import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.hazelcast.guard.TlsEngines;
import io.distsys.spring.InvalidPropertyException;
import io.distsys.spring.SettingsProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What connections between nodes must pass. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class MemberSecurityConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(MemberSecurityConfiguration.class);

	private static final SettingsProperties PROPERTIES = SettingsProperties.of("distsys.security", MemberSecurity.class)
		.with("secrets", "distsys.security.secret")
		.with("tls", "distsys.security.ssl.bundle");

	@Bean
	@ConditionalOnMissingBean
	MemberSecurity memberSecurity(SecurityProperties properties, ObjectProvider<SslBundles> bundles) {
		if (properties.hasOnlyAdditionalSecrets()) {
			throw new InvalidPropertyException("distsys.security.secret",
					"distsys.security.additional-secrets is set and distsys.security.secret is not, so this node has "
							+ "nothing to prove.",
					"Set distsys.security.secret.");
		}
		TlsEngines tls = tls(properties.ssl(), bundles);
		if (tls != null && properties.letsAnyoneIn()) {
			logger.warn(
					"Whoever reaches the port of this node can join the cluster, by TLS: set distsys.security.secret, "
							+ "or leave distsys.security.ssl.client-auth at need");
		}
		return PROPERTIES.check(() -> new MemberSecurity(properties.secrets(), tls, properties.handshakeTimeout(),
				properties.maxUnauthenticated()));
	}

	private static @Nullable TlsEngines tls(SecurityProperties.Ssl ssl, ObjectProvider<SslBundles> bundles) {
		String name = ssl.bundle();
		return (name == null || name.isBlank()) ? null
				: BundleEngines.of(bundles.getIfAvailable(DefaultSslBundleRegistry::new), name, ssl.clientAuth());
	}

}
