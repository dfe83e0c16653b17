package io.distsys.hazelcast;

import java.io.IOException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.config.CompactSerializationConfigAccessor;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.nio.BufferObjectDataInput;
import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.spi.impl.SerializationServiceSupport;
import io.distsys.messaging.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records, enums, arrays and the collections of the JDK by itself, part by part,
 * and every other value by the serialization of the Hazelcast instance, with whatever
 * serializers the user has configured there. Hazelcast alone can encode a record only
 * with fields of a few types: no list of another record, no {@code Instant}.
 * <p>
 * Components of records travel by name: one that the reader does not have is ignored, one
 * that the writer did not have is null, zero or false. Classes are found by the class
 * loader of the instance's configuration, whatever thread decodes. Unmodifiable
 * collections come back unmodifiable.
 *
 * @since 0.1
 */
public final class HazelcastCodec implements Codec {

	/** Most values are small; it grows by itself. Hazelcast's own is cleared 4 KiB. */
	private static final int FIRST_BYTES = 128;

	private final InternalSerializationService serialization;

	private final ClassLoader classLoader;

	private final Predicate<Class<?>> ownSerializer;

	/**
	 * Create a codec.
	 * @param instance the running member
	 */
	public HazelcastCodec(HazelcastInstance instance) {
		if (!(instance instanceof SerializationServiceSupport support)
				|| !(support.getSerializationService() instanceof InternalSerializationService internal)) {
			throw new IllegalArgumentException("The Hazelcast instance '" + instance.getName() + "' is a "
					+ instance.getClass().getName() + ", which shows no serialization service");
		}
		this.serialization = internal;
		ClassLoader configured = instance.getConfig().getClassLoader();
		this.classLoader = (configured != null) ? configured : HazelcastCodec.class.getClassLoader();
		this.ownSerializer = ownSerializers(instance.getConfig().getSerializationConfig())::contains;
	}

	/** Names, since a configuration may know its classes by name only. */
	@SuppressWarnings("rawtypes")
	private static Names ownSerializers(SerializationConfig config) {
		Stream<String> custom = config.getSerializerConfigs().stream().map(HazelcastCodec::typeName);
		Stream<String> compact = CompactSerializationConfigAccessor
			.getRegistrations(config.getCompactSerializationConfig())
			.values()
			.stream()
			.map((registration) -> registration.element1.getName());
		Stream<String> named = CompactSerializationConfigAccessor
			.getCompactSerializableClassNames(config.getCompactSerializationConfig())
			.stream();
		return new Names(Stream.of(custom, compact, named).flatMap((names) -> names).collect(Collectors.toSet()));
	}

	private static String typeName(SerializerConfig config) {
		return (config.getTypeClass() != null) ? config.getTypeClass().getName()
				: String.valueOf(config.getTypeClassName());
	}

	@Override
	public byte[] encode(@Nullable Object value) {
		try (BufferObjectDataOutput out = this.serialization.createObjectDataOutput(FIRST_BYTES)) {
			ValueWriter writer = new ValueWriter(out, this.ownSerializer);
			try {
				writer.write(value);
			}
			catch (IOException | RuntimeException | StackOverflowError ex) {
				throw notEncodable(value, writer.path(), ex);
			}
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw notEncodable(value, "", ex);
		}
	}

	private static NotEncodableException notEncodable(@Nullable Object value, String path, Throwable ex) {
		String type = (value != null) ? value.getClass().getName() : "null";
		String where = path.isEmpty() ? "" : " at " + path;
		return new NotEncodableException("Cannot encode a value of " + type + where + ": " + reason(ex)
				+ ". Use records, collections and types of the JDK, or give Hazelcast a serializer", ex);
	}

	private static String reason(Throwable ex) {
		String message = ex.getMessage();
		return (message != null) ? message.replaceAll("\\.$", "") : ex.getClass().getName();
	}

	@Override
	public @Nullable Object decode(byte[] bytes) {
		try {
			BufferObjectDataInput in = this.serialization.createObjectDataInput(bytes);
			Object value = new ValueReader(in, this.classLoader).read();
			if (in.position() != bytes.length) {
				throw new IOException("it has only " + in.position());
			}
			return value;
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			throw new NotEncodableException("Cannot decode a value of " + bytes.length + " bytes: " + reason(ex), ex);
		}
	}

	private record Names(Set<String> names) {

		boolean contains(Class<?> type) {
			return this.names.contains(type.getName());
		}

	}

}
