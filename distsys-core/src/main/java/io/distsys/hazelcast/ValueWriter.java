package io.distsys.hazelcast;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.BaseStream;

import com.hazelcast.nio.ObjectDataOutput;
import io.distsys.messaging.Codec;
import org.jspecify.annotations.Nullable;

/** Writes one value, and knows where in it it is. */
final class ValueWriter {

	/** Leaves, of which nothing else needs to be asked. */
	private static final Set<Class<?>> LEAVES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Character.class, Integer.class, Long.class, Float.class, Double.class, byte[].class, UUID.class);

	/** Most values have no parts, and those of others are not deep. */
	private static final int FEW = 2;

	private final ObjectDataOutput out;

	private final Predicate<Class<?>> ownSerializer;

	private final Deque<String> path = new ArrayDeque<>(FEW);

	/**
	 * Create a writer.
	 * @param out takes the bytes
	 * @param ownSerializer whether the user has configured a serializer for a class
	 */
	ValueWriter(ObjectDataOutput out, Predicate<Class<?>> ownSerializer) {
		this.out = out;
		this.ownSerializer = ownSerializer;
	}

	/** Where in the value the writer is; where it failed, after it failed. */
	String path() {
		return String.join("", this.path);
	}

	void write(@Nullable Object value) throws IOException {
		if (this.path.size() > ValueTag.MAX_DEPTH) {
			throw new Codec.NotEncodableException(
					"It is nested more than " + ValueTag.MAX_DEPTH + " levels deep, or contains itself", null);
		}
		if (value == null) {
			tag(ValueTag.NULL);
		}
		else if (LEAVES.contains(value.getClass())) {
			tag(ValueTag.LEAF);
			this.out.writeObject(value);
		}
		else if (this.ownSerializer.test(value.getClass()) || !writeStructure(value)) {
			writeLeaf(value);
		}
	}

	private void tag(ValueTag tag) throws IOException {
		this.out.writeByte(tag.ordinal());
	}

	private void writeNested(String step, @Nullable Object value) throws IOException {
		this.path.addLast(step);
		write(value);
		this.path.removeLast();
	}

	private boolean writeStructure(Object value) throws IOException {
		if (value instanceof Record) {
			writeRecord(value);
			return true;
		}
		if (value instanceof Enum<?> constant) {
			tag(ValueTag.ENUM);
			this.out.writeString(constant.getDeclaringClass().getName());
			this.out.writeString(constant.name());
			return true;
		}
		if (value instanceof Optional<?> optional) {
			tag(ValueTag.OPTIONAL);
			writeNested("?", optional.orElse(null));
			return true;
		}
		if (value instanceof Object[] array && !(array instanceof String[])) {
			writeArray(array);
			return true;
		}
		ValueTag tag = collectionTag(value);
		if (tag == ValueTag.LEAF) {
			return false;
		}
		tag(tag);
		if (value instanceof Map<?, ?> map) {
			writeEntries(map);
		}
		else if (value instanceof Collection<?> collection) {
			writeElements(collection.toArray());
		}
		return true;
	}

	private void writeRecord(Object value) throws IOException {
		RecordShape shape = RecordShape.of(value.getClass());
		tag(ValueTag.RECORD);
		this.out.writeString(value.getClass().getName());
		this.out.writeInt(shape.size());
		for (int i = 0; i < shape.size(); i++) {
			this.out.writeString(shape.name(i));
			writeNested("." + shape.name(i), shape.read(i, value));
		}
	}

	private void writeArray(Object[] array) throws IOException {
		tag(ValueTag.ARRAY);
		this.out.writeString(array.getClass().getComponentType().getName());
		writeElements(array);
	}

	private void writeElements(Object[] elements) throws IOException {
		this.out.writeInt(elements.length);
		for (int i = 0; i < elements.length; i++) {
			writeNested("[" + i + "]", elements[i]);
		}
	}

	private void writeEntries(Map<?, ?> map) throws IOException {
		List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
		this.out.writeInt(entries.size());
		for (Map.Entry<?, ?> entry : entries) {
			writeNested(".key", entry.getKey());
			writeNested("[" + entry.getKey() + "]", entry.getValue());
		}
	}

	/**
	 * Only classes of the JDK are taken apart: of another one only its own serializer
	 * knows how to make it again. Of the JDK's, all that cannot be changed come back as
	 * one that cannot be changed.
	 */
	private static ValueTag collectionTag(Object value) {
		Class<?> type = value.getClass();
		boolean fixed = type.getName().startsWith("java.util.ImmutableCollections$")
				|| type.getName().startsWith("java.util.Collections$")
				|| type.getName().startsWith("java.util.Arrays$");
		if (value instanceof SortedSet<?> set) {
			return (type == TreeSet.class && set.comparator() == null) ? ValueTag.SORTED_SET : ValueTag.LEAF;
		}
		if (value instanceof SortedMap<?, ?> map) {
			return (type == TreeMap.class && map.comparator() == null) ? ValueTag.SORTED_MAP : ValueTag.LEAF;
		}
		if (value instanceof List) {
			return fixed ? ValueTag.FIXED_LIST : (type == ArrayList.class) ? ValueTag.LIST : ValueTag.LEAF;
		}
		if (value instanceof Set) {
			boolean changeable = type == HashSet.class || type == LinkedHashSet.class;
			return fixed ? ValueTag.FIXED_SET : changeable ? ValueTag.SET : ValueTag.LEAF;
		}
		if (value instanceof Map) {
			boolean changeable = type == HashMap.class || type == LinkedHashMap.class;
			return fixed ? ValueTag.FIXED_MAP : changeable ? ValueTag.MAP : ValueTag.LEAF;
		}
		return ValueTag.LEAF;
	}

	private void writeLeaf(Object value) throws IOException {
		Class<?> type = value.getClass();
		if (type.isHidden() || type.isSynthetic()) {
			throw new Codec.NotEncodableException("A lambda or method reference cannot leave its process", null);
		}
		if (type.isAnonymousClass() && !(value instanceof Enum)) {
			throw new Codec.NotEncodableException("An anonymous class cannot leave its process, use a record", null);
		}
		if (value instanceof BaseStream) {
			throw new Codec.NotEncodableException("A stream cannot leave its process, collect it into a list", null);
		}
		tag(ValueTag.LEAF);
		this.out.writeObject(value);
	}

}
