package io.distsys.autoconfigure.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastMember;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.spring.HazelcastShutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** Applications that have a configuration or a member of their own. */
@ExtendWith(OutputCaptureExtension.class)
class UserHazelcastTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withPropertyValues("distsys.cluster.node-name=mine", "distsys.cluster.name=not-used");

	private static Config loopback(Config config) {
		config.setProperty("hazelcast.logging.type", "slf4j").setProperty("hazelcast.phone.home.enabled", "false");
		config.getNetworkConfig().setPort(17801).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
		config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
		return config;
	}

	@Test
	void configurationOfTheUserIsCompletedAndCustomizedAndElseLeftAsItIs() {
		this.runner.withUserConfiguration(WithConfig.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(HazelcastInstance.class);
			Config config = context.getBean(HazelcastInstance.class).getConfig();
			assertThat(config.getClusterName()).isEqualTo("of-the-user");
			assertThat(config.getProperty("customized")).isEqualTo("true");
			assertThat(config.getMapConfig("orders").getBackupCount()).isEqualTo(3);
			assertThat(context.getBean(Cluster.class).self().name()).isEqualTo("mine");
			assertThat(context).hasSingleBean(HazelcastShutdown.class);
		});
	}

	@Test
	void memberOfTheUserIsUsedAndNotShutDownByTheLibrary() {
		HazelcastInstance[] started = new HazelcastInstance[1];
		try {
			this.runner.withUserConfiguration(WithInstance.class).run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(HazelcastInstance.class);
				started[0] = context.getBean(HazelcastInstance.class);
				assertThat(started[0].getConfig().getClusterName()).isEqualTo("of-the-user");
				assertThat(context.getBean(Cluster.class).self().name()).isEqualTo("mine");
				assertThat(context).doesNotHaveBean(HazelcastShutdown.class);
			});
			assertThat(started[0].getLifecycleService().isRunning()).isTrue();
		}
		finally {
			if (started[0] != null) {
				started[0].getLifecycleService().terminate();
			}
		}
	}

	@Test
	void portThatIsOpenToTheNetworkWithoutASecretIsWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(WithConfig.class)
			.run((context) -> assertThat(output).contains("Whoever reaches the port of this node can join"));
	}

	@Test
	void portThatIsOpenToTheNetworkWithASecretIsNotWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(WithConfig.class)
			.withPropertyValues("distsys.security.secret=the-secret-of-the-tests")
			.run((context) -> {
				assertThat(MemberGuard.isGuarded(context.getBean(HazelcastInstance.class))).isTrue();
				assertThat(output).doesNotContain("Whoever reaches the port");
			});
	}

	@Test
	void loopbackIsNotWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(Plain.class)
			.withPropertyValues("distsys.network.port=17811", "distsys.cluster.name=loopback")
			.run((context) -> assertThat(output).doesNotContain("Whoever reaches the port"));
	}

	@Test
	void memberThatTheApplicationStartsGuardedIsUsedWithASecret() {
		this.runner.withUserConfiguration(WithGuardedInstance.class)
			.withPropertyValues("distsys.security.secret=the-secret-of-the-tests")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	/** A user's bean is made before ours, and fails after the member has started. */
	@Test
	void memberOfAnApplicationThatCannotStartIsEnded() {
		this.runner.withUserConfiguration(WithConfig.class, WithBeanThatFails.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(Hazelcast.getAllHazelcastInstances())
				.noneMatch((instance) -> instance.getConfig().getClusterName().equals("of-the-user"));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class WithBeanThatFails {

		@Bean
		String bean(Cluster cluster) {
			throw new IllegalStateException("The view has " + cluster.view().nodes().size() + " nodes");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithConfig {

		@Bean
		Config config() {
			Config config = loopback(new Config());
			config.setClusterName("of-the-user").getMapConfig("orders").setBackupCount(3);
			return config;
		}

		@Bean
		HazelcastConfigCustomizer customizer() {
			return (config) -> config.setProperty("customized", "true");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithGuardedInstance {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance ownMember(HazelcastConfigurer configurer, MemberSecurity security) {
			return HazelcastMember.start(configurer.complete(loopback(new Config()).setClusterName("of-the-user")),
					security);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithInstance {

		@Bean(destroyMethod = "")
		HazelcastInstance ownMember(HazelcastConfigurer configurer) {
			Config config = loopback(new Config()).setClusterName("of-the-user");
			return Hazelcast.newHazelcastInstance(configurer.complete(config));
		}

	}

}
