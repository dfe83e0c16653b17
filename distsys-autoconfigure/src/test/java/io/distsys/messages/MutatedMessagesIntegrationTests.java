package io.distsys.messages;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.distsys.messages.HeardApplication.Book;
import io.distsys.messages.HeardApplication.Deposits;
import io.distsys.messages.HeardApplication.Heard;
import io.distsys.messages.HeardApplication.Wire;
import io.distsys.applications.Applications;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.decision.ClusterDecisions;
import io.distsys.decision.Decision;
import io.distsys.group.ClusterGroups;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.spring.ClusterTrackers;
import io.distsys.tracker.TrackerStatistics;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever arrives at a node, only what another node has sent on purpose reaches the
 * application, and the node goes on.
 */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class MutatedMessagesIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final int ROUNDS = 20_000;

	private static final Pattern CARRIERS = Pattern
		.compile("distsys-(core|events|application-events|tracker|transport|reports|door)-.*"
				+ "|.*(generic-operation\\.thread|IO\\.thread)-.*");

	/** What everybody says to everybody. */
	private static final Pattern SPREAD = Pattern.compile("(topics|groups|decision|tracker)(/.*)?");

	private static final Pattern COMPLAINT = Pattern.compile("its handler failed|cannot be read");

	@RegisterExtension
	final Applications applications = new Applications("mutated", 18061);

	private final Random random = new Random(20_24);

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	private Set<Thread> carriers = Set.of();

	@BeforeEach
	void start() {
		this.first = this.applications.start(HeardApplication.class, "a");
		this.second = this.applications.start(HeardApplication.class, "b");
		for (ConfigurableApplicationContext node : this.applications.all()) {
			await().atMost(LONG).until(() -> node.getBean(Cluster.class).view().nodes().size() == 2);
			await().atMost(LONG).until(() -> node.getBean(ClusterGroups.class).members("ears").size() == 2);
		}
		everythingWorks("real-before");
		this.carriers = carriers();
		assertThat(this.carriers).hasSizeGreaterThan(10);
	}

	/** What carries and handles messages; pools that shrink are left out. */
	private static Set<Thread> carriers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> CARRIERS.matcher(thread.getName()).matches())
			.collect(Collectors.toSet());
	}

	private void everythingWorks(String text) {
		for (ConfigurableApplicationContext node : this.applications.all()) {
			String own = text + "-" + node.getBean(Cluster.class).self().name();
			assertThat(node.getBean(Book.class).write(own + "-book")).isEqualTo("heard " + own + "-book");
			IntStream.range(0, 8).forEach((i) -> assertThat(deposit(node, own, i)).isEqualTo("heard " + own + i));
			await().atMost(LONG).until(() -> node.getBean(Topics.class).publish("news", own + "-news") == 2);
			assertThat(node.getBean(ClusterGroups.class).broadcast("ears", own + "-ears")).isEqualTo(2);
			assertThat(node.getBean(ClusterDecisions.class).decide("heard", own + "-asked", String.class, LONG))
				.isInstanceOf(Decision.Decided.class);
		}
	}

	private static String deposit(ConfigurableApplicationContext node, String text, int key) {
		return node.getBean(Workers.class)
			.of(Deposits.class)
			.get("key-" + key)
			.deposit(text + key)
			.toCompletableFuture()
			.orTimeout(60, TimeUnit.SECONDS)
			.join();
	}

	@Test
	void framesThatNoNodeHasMadeReachNobody(CapturedOutput output) {
		List<byte[]> frames = this.second.getBean(Wire.class).frames();
		NodeId known = this.first.getBean(Cluster.class).self().id();
		long malformed = malformed();
		for (int i = 0; i < ROUNDS; i++) {
			byte[] frame = (i % 3 == 0) ? randomBytes() : mutated(frames.get(this.random.nextInt(frames.size())));
			NodeId from = (i % 2 == 0) ? known : new NodeId(this.random.nextLong(), this.random.nextLong());
			arrive(from, frame, i);
		}
		assertThat(malformed() - malformed).isEqualTo(ROUNDS);
		assertThat(output.getAll().lines().filter((line) -> line.contains("cannot be read"))).hasSizeBetween(1,
				1 + Math.toIntExact(LONG.toMinutes()) * 4);
		nothingHasCome();
	}

	private void arrive(NodeId from, byte[] frame, int i) {
		Wire wire = this.second.getBean(Wire.class);
		if (i % 5 == 0) {
			assertThat(wire.receiver().onExchange(from, frame, (back) -> true)).isFalse();
		}
		else {
			wire.receiver().onFrame(from, (i % 7 == 0) ? Lane.CONTROL : Lane.BULK, frame);
		}
	}

	private byte[] randomBytes() {
		byte[] bytes = new byte[this.random.nextInt(400)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	/** Some bits turned, cut short, or with something behind. */
	private byte[] mutated(byte[] frame) {
		if (this.random.nextInt(4) == 0) {
			int length = this.random.nextInt(2 * frame.length);
			return Arrays.copyOf(frame, (length != frame.length) ? length : length + 1);
		}
		byte[] bytes = frame.clone();
		int turned = this.random.nextInt(bytes.length);
		bytes[turned] ^= (byte) (1 + this.random.nextInt(255));
		for (int i = this.random.nextInt(8); i > 0; i--) {
			int next = this.random.nextInt(bytes.length);
			bytes[next] = (next == turned) ? bytes[next] : (byte) this.random.nextInt();
		}
		return bytes;
	}

	@Test
	void messagesWithoutSenseToEachAddressReachNobody() {
		Messenger messenger = this.first.getBean(Messenger.class);
		NodeId to = this.second.getBean(Cluster.class).self().id();
		List<String> addresses = addresses();
		assertThat(addresses).hasSizeGreaterThan(15);
		for (String address : addresses) {
			for (int i = 0; i < 100; i++) {
				Lane lane = (i % 2 == 0) ? Lane.CONTROL : Lane.BULK;
				CompletableFuture<Reply> reply = messenger.call(to, lane, address, randomBytes(), LONG)
					.toCompletableFuture();
				messenger.cast(to, lane, address, randomBytes());
				assertThat(reply).isNotCompletedExceptionally();
			}
		}
		nothingHasCome();
	}

	/** Of all that says who listens, who is where, and what they are to hear. */
	@Test
	void messagesWithoutSenseAreCountedAndToldOfOnceAMinute(CapturedOutput output) {
		Messenger messenger = this.first.getBean(Messenger.class);
		NodeId to = this.second.getBean(Cluster.class).self().id();
		List<String> addresses = addresses().stream().filter((address) -> SPREAD.matcher(address).matches()).toList();
		assertThat(addresses).hasSizeGreaterThan(8);
		long unread = unread();
		for (String address : addresses) {
			IntStream.range(0, 100).forEach((i) -> messenger.cast(to, Lane.BULK, address, new byte[] { -1, -1 }));
		}
		await().atMost(LONG).untilAsserted(() -> assertThat(unread() - unread).isEqualTo(100L * addresses.size()));
		int minutes = Math.toIntExact(LONG.toMinutes()) * 4;
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN ") && COMPLAINT.matcher(line).find()))
			.hasSizeBetween(1, minutes * addresses.size());
	}

	private long unread() {
		return this.second.getBean(EnvelopeMessenger.class).statistics().failed()
				+ this.second.getBean(ClusterTrackers.class)
					.statistics()
					.stream()
					.mapToLong(TrackerStatistics::unreadable)
					.sum();
	}

	private List<String> addresses() {
		Object dispatcher = ReflectionTestUtils.getField(this.second.getBean(EnvelopeMessenger.class), "dispatcher");
		Map<?, ?> registrations = (Map<?, ?>) ReflectionTestUtils.getField(dispatcher, "registrations");
		return registrations.keySet().stream().map(String.class::cast).sorted().toList();
	}

	private void nothingHasCome() {
		everythingWorks("real-after");
		for (ConfigurableApplicationContext node : this.applications.all()) {
			assertThat(node.getBean(Heard.class).texts()).allMatch((text) -> text.startsWith("real-"));
			assertThat(node.getBean(Quorum.class).isPresent()).isTrue();
			assertThat(node.getBean(Cluster.class).view().nodes()).hasSize(2);
		}
		assertThat(this.carriers).allMatch(Thread::isAlive);
	}

	private long malformed() {
		return this.second.getBean(EnvelopeMessenger.class).statistics().malformed();
	}

}
