package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.SingletonPlacement;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** What the attributes of the annotation come to. */
class SingletonAttributesTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private SingletonAttributes read(Class<?> type) {
		ClusterSingleton annotation = AnnotatedElementUtils.findMergedAnnotation(type, ClusterSingleton.class);
		return SingletonAttributes.of(Objects.requireNonNull(annotation), "bean", this.beanFactory);
	}

	@Test
	void eachTextMayBeAPlaceholderAndOneOfAListMayNameSeveral() {
		this.beanFactory.addEmbeddedValueResolver(new MockEnvironment().withProperty("of.name", "ledger")
			.withProperty("of.roles", "batch, books")
			.withProperty("of.zone", "north")
			.withProperty("of.excluded", "")
			.withProperty("of.best", "a,b")
			.withProperty("of.timeout", "1500ms")
			.withProperty("of.nodes", "2")::resolveRequiredPlaceholders);
		SingletonAttributes attributes = read(Everything.class);
		assertThat(attributes.name()).isEqualTo("ledger");
		assertThat(attributes.callTimeout()).isEqualTo(Duration.ofMillis(1500));
		assertThat(attributes.guarantee()).isEqualTo(Guarantee.STRONG);
		assertThat(attributes.interfaces()).containsExactly(Runnable.class);
		assertThat(attributes.placement())
			.isEqualTo(new SingletonPlacement(Set.of("batch", "books", "web"), Set.of("north", "south"), Set.of("old"),
					List.of("a", "b", "c"), List.of("west", "east"), Duration.ofMinutes(5), 2));
	}

	@Test
	void whatIsNotSaidLeavesTheChoiceToTheLibrary() {
		SingletonAttributes attributes = read(Nothing.class);
		assertThat(attributes.name()).isEqualTo("bean");
		assertThat(attributes.callTimeout()).isNull();
		assertThat(attributes.guarantee()).isEqualTo(Guarantee.AVAILABLE);
		assertThat(attributes.placement()).isEqualTo(SingletonPlacement.anywhere());
	}

	@ClusterSingleton(name = "${of.name}", interfaces = Runnable.class, callTimeout = "${of.timeout}",
			roles = { "${of.roles}", "web" }, zones = { "${of.zone}", "south" },
			excludedNodes = { "${of.excluded}", "old" }, preferredNodes = { "${of.best}", "c" },
			preferredZones = { "west", "east" }, minimumStay = "5m", minimumNodes = "${of.nodes}")
	private static class Everything {

	}

	@ClusterSingleton(guarantee = Guarantee.AVAILABLE)
	private static class Nothing {

	}

}
