package io.distsys.hazelcast;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import com.hazelcast.spi.impl.operationservice.impl.OperationServiceImpl;
import io.distsys.cluster.Node;
import io.distsys.messaging.MessageObserver;
import io.distsys.pubsub.LoggedTopics;
import io.distsys.pubsub.ReplayOptions;
import io.distsys.pubsub.RetainedLog;
import io.distsys.pubsub.RetainedLog.Slice;
import io.distsys.pubsub.TopicErrorHandler;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(180)
class RingbufferLogIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final LocalCluster cluster = new LocalCluster();

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private HazelcastInstance first;

	private HazelcastInstance second;

	@BeforeEach
	void startTwoMembers() {
		this.first = this.cluster.startHazelcast(LocalCluster.node("a"));
		this.second = this.cluster.startHazelcast(LocalCluster.node("b"));
		await().atMost(LONG).until(() -> this.second.getCluster().getMembers().size() == 2);
	}

	@AfterEach
	void stop() {
		Stream.of(this.first, this.second).forEach((member) -> member.getLifecycleService().terminate());
		this.cluster.close();
		this.users.shutdownNow();
		this.loop.close();
	}

	private LoggedTopics topics(HazelcastInstance instance) {
		return new LoggedTopics(new RingbufferLog(instance), HazelcastMembership.self(instance).id(),
				new HazelcastCodec(instance), this.loop, this.users, TopicErrorHandler.logging(),
				MessageObserver.none());
	}

	@Test
	void aPositionThatThereIsNotIsTheNearestOne() throws Exception {
		for (HazelcastInstance member : List.of(this.first, this.second)) {
			member.getConfig().getRingbufferConfig(RingbufferLog.PREFIX + "small").setCapacity(10);
		}
		RingbufferLog log = new RingbufferLog(this.first);
		CompletableFuture<Slice> next = log.read("small", RetainedLog.END, 5).toCompletableFuture();
		for (byte i = 0; i < 30; i++) {
			assertThat(log.append("small", List.of(new byte[] { i })).toCompletableFuture().get(30, TimeUnit.SECONDS))
				.isEqualTo(i);
		}
		assertThat(next.get(30, TimeUnit.SECONDS).first()).isZero();
		assertThat(log.last("small").toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(29);
		assertThat(log.last("nothing").toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(-1);
		Slice oldest = log.read("small", 0, 5).toCompletableFuture().get(30, TimeUnit.SECONDS);
		assertThat(oldest.first()).isEqualTo(20);
		assertThat(oldest.messages()).extracting((message) -> message[0])
			.containsExactly((byte) 20, (byte) 21, (byte) 22, (byte) 23, (byte) 24);
	}

	/**
	 * Each member has half of the logs and the backups of the others. While the lock is
	 * held the second one cannot take the table that says so.
	 */
	@Test
	void theFirstMessagesAreStoredThoughABackupHearsLateThatItIsOne() throws Exception {
		RingbufferLog log = new RingbufferLog(this.first);
		List<CompletableFuture<Long>> first;
		Lock table = lockOfTable(this.second);
		table.lock();
		try {
			long before = operations(this.second);
			first = IntStream.range(0, 10)
				.mapToObj((i) -> log.append("late-" + i, List.of(new byte[] { 1 })).toCompletableFuture())
				.toList();
			await().atMost(LONG).until(() -> operations(this.second) > before + 10);
		}
		finally {
			table.unlock();
		}
		for (CompletableFuture<Long> stored : first) {
			assertThat(stored.get(60, TimeUnit.SECONDS)).isZero();
		}
	}

	private static long operations(HazelcastInstance member) {
		return ((OperationServiceImpl) MemberInternals.engineOf(member).getOperationService()).getOperationExecutor()
			.getExecutedOperationCount();
	}

	private static Lock lockOfTable(HazelcastInstance member) throws ReflectiveOperationException {
		Field lock = InternalPartitionServiceImpl.class.getDeclaredField("partitionServiceLock");
		lock.setAccessible(true);
		return (Lock) lock.get(MemberInternals.engineOf(member).getPartitionService());
	}

	@Test
	void messagesOutliveTheNodeThatHasThem() throws Exception {
		LoggedTopics publishing = topics(this.first);
		for (int i = 0; i < 500; i++) {
			publishing.publish("news", i);
		}
		publishing.publish("news", 500).toCompletableFuture().get(30, TimeUnit.SECONDS);
		List<Integer> heard = new CopyOnWriteArrayList<>();
		LoggedTopics reading = topics(this.second);
		reading.subscribe("news", Integer.class, (message, origin) -> heard.add(message), ReplayOptions.earliest());
		List<Integer> all = IntStream.rangeClosed(0, 500).boxed().toList();
		await().atMost(LONG).untilAsserted(() -> assertThat(heard).isEqualTo(all));
		publishing.close();
		Node gone = HazelcastMembership.self(this.first);
		this.first.getLifecycleService().terminate();
		await().atMost(LONG).until(() -> this.second.getCluster().getMembers().size() == 1);
		List<Integer> late = new CopyOnWriteArrayList<>();
		reading.subscribe("news", Integer.class, (message, origin) -> {
			assertThat(origin.publisher()).isEqualTo(gone.id());
			late.add(message);
		}, ReplayOptions.earliest());
		await().atMost(LONG).untilAsserted(() -> assertThat(late).isEqualTo(all));
		reading.publish("news", 501).toCompletableFuture().get(60, TimeUnit.SECONDS);
		await().atMost(LONG).until(() -> heard.size() == 502);
		assertThat(heard).endsWith(501);
		reading.close();
	}

}
