package io.distsys.hazelcast;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.hazelcast.config.Config;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.distsys.messaging.Codec.NotEncodableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What survives the way from one member to another. */
class HazelcastCodecIntegrationTests {

	private static LocalCluster cluster;

	private static HazelcastInstance here;

	private static HazelcastInstance there;

	@BeforeAll
	static void start() {
		cluster = new LocalCluster();
		here = Hazelcast.newHazelcastInstance(config("here"));
		there = Hazelcast.newHazelcastInstance(config("there"));
	}

	private static Config config(String name) {
		Config config = new HazelcastConfigurer(cluster.settings, LocalCluster.node(name),
				HazelcastCodecIntegrationTests.class.getClassLoader())
			.create();
		config.getSerializationConfig()
			.addSerializerConfig(
					new SerializerConfig().setTypeClass(Celsius.class).setImplementation(new CelsiusSerializer()));
		return config;
	}

	@AfterAll
	static void stop() {
		here.getLifecycleService().terminate();
		there.getLifecycleService().terminate();
	}

	static Stream<Object> values() {
		Money money = new Money(new BigDecimal("12.50"), Currency.EUR);
		Order order = new Order(UUID.randomUUID(), List.of(money, money), Map.of("a", money), Set.of(Currency.USD),
				Optional.of(money), Instant.now(), null);
		return Stream.of("text", 1, 2L, 'c', true, 1.5, (byte) 3, new byte[] { 1, 2 }, new int[] { 3 },
				new String[] { "a", "b" }, new BigDecimal("0.10"), BigInteger.TEN, UUID.randomUUID(), LocalDate.now(),
				LocalDateTime.now(), Instant.now(), OffsetDateTime.now(), ZonedDateTime.now(), Duration.ofMillis(5),
				Period.ofDays(3), ZoneId.of("Europe/Berlin"), Currency.EUR, Shade.DARK, money, order, new Empty(),
				new Numbers((byte) 1, (short) 2, 3, 4, 5f, 6d, 'g', true, new int[0]), List.of(), List.of(money),
				List.of(money, money, money), Set.of(), Set.of(money), Map.of(), Map.of(1, money),
				Map.of(1, money, 2, order), Arrays.asList(money, null), Stream.of(1, null).toList(),
				new ArrayList<>(List.of(order)), new LinkedList<>(List.of("x")),
				new LinkedHashMap<>(Map.of("k", order)), new TreeMap<>(Map.of("k", money)),
				new TreeSet<>(Set.of("b", "a")), Collections.unmodifiableList(new ArrayList<>(List.of(money))),
				Collections.emptyMap(), Collections.singletonList(money), new EnumMap<>(Map.of(Currency.EUR, "euro")),
				Optional.empty(), new Money[] { money, null }, new Generic<>(List.of(Map.of("deep", List.of(order)))),
				new Celsius(21.5), new Plain("name", 7), new Old("serializable"));
	}

	@ParameterizedTest
	@MethodSource("values")
	void valueComesBackEqualOnAnotherMember(Object value) {
		Object read = roundTrip(value);
		if (value instanceof Numbers) {
			assertThat(read).usingRecursiveComparison().isEqualTo(value);
		}
		else {
			assertThat(read).isEqualTo(value);
		}
	}

	@Test
	void nullComesBack() {
		assertThat(roundTrip(null)).isNull();
	}

	@Test
	void exceptionsComeBackWithMessageAndCause() {
		Throwable read = (Throwable) roundTrip(
				new Overdrawn("account 7", new IllegalStateException("because", new RuntimeException("root"))));
		assertThat(read).isInstanceOf(Overdrawn.class)
			.hasMessage("account 7")
			.cause()
			.isInstanceOf(IllegalStateException.class)
			.hasRootCauseMessage("root");
	}

	@Test
	void unmodifiableStaysUnmodifiableAndModifiableModifiable() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) roundTrip(List.of(1))).clear());
		((List<?>) roundTrip(new ArrayList<>(List.of(1)))).clear();
	}

	@Test
	void threadsWithAnotherClassLoaderDecodeToo() throws Exception {
		byte[] bytes = new HazelcastCodec(here)
			.encode(List.of(new Plain("p", 1), new Money(BigDecimal.ONE, Currency.EUR), new Old("o")));
		CompletableFuture<Object> read = new CompletableFuture<>();
		Thread thread = new Thread(() -> read.complete(new HazelcastCodec(there).decode(bytes)));
		thread.setContextClassLoader(new URLClassLoader(new URL[0], null));
		thread.start();
		thread.join(10_000);
		assertThat(read.getNow("nothing"))
			.isEqualTo(List.of(new Plain("p", 1), new Money(BigDecimal.ONE, Currency.EUR), new Old("o")));
	}

	@Test
	void lambdasStreamsAndAnonymousClassesAreRefusedByName() {
		Supplier<String> lambda = () -> "x";
		assertRefused(lambda, "lambda");
		assertRefused((Supplier<String> & Serializable) () -> "x", "lambda");
		assertRefused(Stream.of(1), "stream");
		assertRefused(new Object() {
		}, "anonymous");
		assertRefused(new Thread(), "java.lang.Thread");
	}

	@Test
	void messageNamesThePlaceInTheValue() {
		assertRefused(new Generic<>(List.of(1, Map.of("key", new Generic<>(Stream.of(1))))), ".items[1][key].items");
	}

	@Test
	void valueThatContainsItselfIsRefused() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertRefused(list, "contains itself");
	}

	@Test
	void garbledBytesAreRefusedAndNothingElse() {
		byte[] bytes = new HazelcastCodec(here).encode(List.of(new Money(BigDecimal.ONE, Currency.EUR)));
		HazelcastCodec codec = new HazelcastCodec(there);
		for (int i = 0; i < bytes.length; i++) {
			byte[] cut = Arrays.copyOf(bytes, i);
			assertThatExceptionOfType(NotEncodableException.class).isThrownBy(() -> codec.decode(cut));
		}
	}

	@Test
	void configuredSerializerIsUsedForARecord() {
		byte[] bytes = new HazelcastCodec(here).encode(new Celsius(1));
		assertThat(bytes).hasSizeLessThan(20);
	}

	private static void assertRefused(Object value, String reason) {
		assertThatExceptionOfType(NotEncodableException.class).isThrownBy(() -> new HazelcastCodec(here).encode(value))
			.withMessageContaining(reason)
			.withMessageContaining(value.getClass().getName());
	}

	private static Object roundTrip(Object value) {
		return new HazelcastCodec(there).decode(new HazelcastCodec(here).encode(value));
	}

	enum Currency {

		EUR, USD

	}

	enum Shade {

		LIGHT, DARK {

			@Override
			boolean isDark() {
				return true;
			}

		};

		boolean isDark() {
			return false;
		}

	}

	record Money(BigDecimal amount, Currency currency) {

	}

	record Order(UUID id, List<Money> lines, Map<String, Money> discounts, Set<Currency> accepted, Optional<Money> tip,
			Instant at, String note) {

	}

	record Empty() {

	}

	record Numbers(byte b, short s, int i, long l, float f, double d, char c, boolean z, int[] array) {

	}

	record Generic<T>(T items) {

	}

	record Celsius(double degrees) {

	}

	static final class CelsiusSerializer implements StreamSerializer<Celsius> {

		@Override
		public int getTypeId() {
			return 4711;
		}

		@Override
		public void write(ObjectDataOutput out, Celsius object) throws IOException {
			out.writeDouble(object.degrees());
		}

		@Override
		public Celsius read(ObjectDataInput in) throws IOException {
			return new Celsius(in.readDouble());
		}

	}

	/** Encoded by Hazelcast's Compact serialization. */
	static final class Plain {

		private String name;

		private int number;

		Plain() {
		}

		Plain(String name, int number) {
			this.name = name;
			this.number = number;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Plain plain && plain.name.equals(this.name) && plain.number == this.number;
		}

		@Override
		public int hashCode() {
			return this.number;
		}

	}

	/** Encoded by Java serialization. */
	static final class Old implements Serializable {

		private static final long serialVersionUID = 1L;

		private final String text;

		Old(String text) {
			this.text = text;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Old old && old.text.equals(this.text);
		}

		@Override
		public int hashCode() {
			return this.text.hashCode();
		}

	}

	static final class Overdrawn extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Overdrawn(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
