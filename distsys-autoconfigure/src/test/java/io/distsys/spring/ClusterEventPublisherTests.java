package io.distsys.spring;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.distsys.time.MonotonicClock;
import io.distsys.worker.WorkerEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ClusterEventPublisherTests {

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final AtomicReference<Consumer<Object>> cluster = new AtomicReference<>();

	private final AtomicReference<Consumer<Object>> singletons = new AtomicReference<>();

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final ClusterEventPublisher publisher = new ClusterEventPublisher((event) -> {
		this.published.add(event);
		if (event.equals("bad")) {
			throw new IllegalStateException("a listener that fails");
		}
		if (event.equals("worse")) {
			throw new NoClassDefFoundError("of a listener");
		}
		if (event.equals("checked")) {
			throwAnyway(new IOException("of a listener in another language"));
		}
		if (event.equals("slow")) {
			awaitUninterruptibly();
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

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void throwAnyway(Throwable failure) throws T {
		throw (T) failure;
	}

	private void awaitUninterruptibly() {
		try {
			this.goOn.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void becomes(ReadinessState state) {
		this.publisher.onApplicationEvent(new AvailabilityChangeEvent<>(this, state));
	}

	@Test
	void whatHappenedBeforeTheApplicationIsReadyIsToldAfterwardsInOrder() {
		this.cluster.get().accept("joined");
		this.singletons.get().accept("activated");
		this.cluster.get().accept("draining");
		becomes(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.publisher.waiting()).isEqualTo(3);
		becomes(ReadinessState.ACCEPTING_TRAFFIC);
		this.singletons.get().accept("deactivated");
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(
					() -> assertThat(this.published).containsExactly("joined", "activated", "draining", "deactivated"));
	}

	/** It is still told of what happens until it has ended. */
	@Test
	void anApplicationThatRefusesTrafficAgainIsStillTold() {
		becomes(ReadinessState.ACCEPTING_TRAFFIC);
		becomes(ReadinessState.REFUSING_TRAFFIC);
		this.cluster.get().accept("draining");
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(this.published).containsExactly("draining"));
	}

	@Test
	void aListenerThatFailsDoesNotKeepTheNextEventBack() {
		this.cluster.get().accept("bad");
		this.cluster.get().accept("worse");
		this.cluster.get().accept("checked");
		this.cluster.get().accept("good");
		becomes(ReadinessState.ACCEPTING_TRAFFIC);
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(this.published).containsExactly("bad", "worse", "checked", "good"));
	}

	@Test
	void ofMoreEventsThanMayWaitTheOldestAreDroppedAndCounted() {
		becomes(ReadinessState.ACCEPTING_TRAFFIC);
		this.cluster.get().accept("slow");
		await().atMost(Duration.ofSeconds(40)).until(() -> this.published.contains("slow"));
		for (int i = 0; i < 1_002; i++) {
			this.cluster.get().accept(i);
		}
		assertThat(this.publisher.waiting()).isEqualTo(1_000);
		assertThat(this.publisher.dropped()).isEqualTo(2);
		this.goOn.countDown();
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(this.published).hasSize(1_001).startsWith("slow", 2).endsWith(1_001));
		assertThat(this.publisher.waiting()).isZero();
	}

	/** All of a node's are taken over at once when it is lost. */
	@Test
	void eventsOfThousandsOfWorkersPushNoneOfTheClusterOut() {
		this.cluster.get().accept("lost");
		for (int i = 0; i < 1_002; i++) {
			this.publisher.onEvent(takenOver(i));
		}
		this.cluster.get().accept("joined");
		assertThat(this.publisher.waiting()).isEqualTo(1_002);
		assertThat(this.publisher.dropped()).isEqualTo(2);
		becomes(ReadinessState.ACCEPTING_TRAFFIC);
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(this.published).hasSize(1_002)
				.startsWith("lost", "joined", takenOver(2))
				.endsWith(takenOver(1_001)));
	}

	private static WorkerEvent takenOver(int number) {
		return new WorkerEvent.WorkerTakenOver("type", "k" + number);
	}

	@Test
	void nothingIsToldOnceItHasEnded() {
		this.publisher.destroy();
		this.publisher.onEvent(takenOver(1));
		assertThat(this.publisher.waiting()).isZero();
		assertThat(this.cluster.get()).isNull();
		assertThat(this.singletons.get()).isNull();
	}

}
