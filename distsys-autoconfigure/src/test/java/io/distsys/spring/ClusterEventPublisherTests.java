package io.distsys.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.distsys.time.MonotonicClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.event.ApplicationReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

class ClusterEventPublisherTests {

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final AtomicReference<Consumer<Object>> cluster = new AtomicReference<>();

	private final AtomicReference<Consumer<Object>> singletons = new AtomicReference<>();

	private final ClusterEventPublisher publisher = new ClusterEventPublisher((event) -> {
		this.published.add(event);
		if (event.equals("bad")) {
			throw new IllegalStateException("a listener that fails");
		}
	}, List.of((listener) -> {
		this.cluster.set(listener);
		return () -> this.cluster.set(null);
	}, (listener) -> {
		this.singletons.set(listener);
		return () -> this.singletons.set(null);
	}), MonotonicClock.system());

	@BeforeEach
	void subscribe() {
		this.publisher.afterSingletonsInstantiated();
	}

	@AfterEach
	void close() {
		this.publisher.destroy();
	}

	@Test
	void whatHappenedBeforeTheApplicationIsReadyIsToldAfterwardsInOrder() {
		this.cluster.get().accept("joined");
		this.singletons.get().accept("activated");
		this.cluster.get().accept("draining");
		assertThat(this.published).isEmpty();
		this.publisher.onApplicationEvent(mock(ApplicationReadyEvent.class));
		this.singletons.get().accept("deactivated");
		await().untilAsserted(
				() -> assertThat(this.published).containsExactly("joined", "activated", "draining", "deactivated"));
	}

	@Test
	void aListenerThatFailsDoesNotKeepTheNextEventBack() {
		this.publisher.onApplicationEvent(mock(ApplicationReadyEvent.class));
		this.cluster.get().accept("bad");
		this.cluster.get().accept("good");
		await().untilAsserted(() -> assertThat(this.published).containsExactly("bad", "good"));
	}

	@Test
	void nothingIsToldOnceItHasEnded() {
		this.publisher.destroy();
		assertThat(this.cluster.get()).isNull();
		assertThat(this.singletons.get()).isNull();
	}

}
