package io.distsys.spring;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A proxy of a class, and one of interfaces, calls a singleton past the chain of Spring
 * and is a proxy of Spring's in all else.
 */
class ChainBypassTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static void withBean(String name, Consumer<Stairs> test) {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> {
				ClusterSingletons singletons = context.getBean(ClusterSingletons.class);
				await().atMost(LONG).until(() -> singletons.fenceOf(name).isPresent());
				test.accept(context.getBean(name, Stairs.class));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void aCallOfTheInterfaceDoesNotPassTheChain(String name) {
		withBean(name, (stairs) -> assertThat(stairs.callers()).contains("callers")
			.doesNotContain(ReflectiveMethodInvocation.class.getName()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void itIsAProxyOfSprings(String name) {
		withBean(name, (stairs) -> {
			assertThat(AopUtils.isAopProxy(stairs)).isTrue();
			assertThat(AopUtils.isCglibProxy(stairs)).isEqualTo(name.equals("open"));
			assertThat(AopUtils.getTargetClass(stairs)).isEqualTo(name.equals("open") ? Open.class : Sealed.class);
			assertThat(((Advised) stairs).isFrozen()).isTrue();
			assertThat(Set.of(stairs)).contains(stairs);
			assertThat(stairs.equals(new Open())).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void anObjectThatReturnsItselfMeansItsProxy(String name) {
		withBean(name, (stairs) -> assertThat(stairs.up()).isSameAs(stairs));
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "sealed" })
	void whatAMethodDoesNotDeclareIsThrownAsByAnyProxy(String name) {
		withBean(name,
				(stairs) -> assertThatExceptionOfType(UndeclaredThrowableException.class).isThrownBy(stairs::fall)
					.withCauseInstanceOf(IOException.class));
	}

	interface Stairs {

		Stairs up();

		String callers();

		void fall();

	}

	static class Steps implements Stairs {

		@Override
		public Stairs up() {
			return this;
		}

		@Override
		public String callers() {
			return Arrays.toString(new Throwable().getStackTrace());
		}

		@Override
		public void fall() {
			Steps.<RuntimeException>fallWith(new IOException("the third step is loose"));
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void fallWith(Throwable cause) throws T {
			throw (T) cause;
		}

	}

	@ClusterSingleton("open")
	static class Open extends Steps {

	}

	@ClusterSingleton("sealed")
	static final class Sealed extends Steps {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		Open open() {
			return new Open();
		}

		@Bean
		Sealed sealed() {
			return new Sealed();
		}

	}

}
