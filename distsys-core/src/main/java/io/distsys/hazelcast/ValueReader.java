package io.distsys.hazelcast;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import com.hazelcast.nio.ObjectDataInput;
import io.distsys.messaging.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ValueWriter} wrote. A component that the record does not have here is
 * passed over without a look for its classes, which this version may not have either.
 */
final class ValueReader {

	private final ObjectDataInput in;

	private final ClassLoader classLoader;

	private int depth;

	/** Whether what is read is of no use here: nothing is made of it. */
	private boolean skipping;

	ValueReader(ObjectDataInput in, ClassLoader classLoader) {
		this.in = in;
		this.classLoader = classLoader;
	}

	@Nullable Object read() throws IOException {
		if (++this.depth > ValueTag.MAX_DEPTH + 2) {
			throw new Codec.NotEncodableException("It is nested too deep", null);
		}
		try {
			return switch (ValueTag.of(this.in.readByte())) {
				case NULL -> null;
				case LEAF -> this.in.readObject();
				case RECORD -> readRecord();
				case ENUM -> readEnum();
				case LIST -> readElements(new ArrayList<>());
				case FIXED_LIST -> Collections.unmodifiableList(readElements(new ArrayList<>()));
				case SET -> readElements(new LinkedHashSet<>());
				case FIXED_SET -> Collections.unmodifiableSet(readElements(new LinkedHashSet<>()));
				case SORTED_SET -> readElements(new TreeSet<>());
				case MAP -> readEntries(new LinkedHashMap<>());
				case FIXED_MAP -> Collections.unmodifiableMap(readEntries(new LinkedHashMap<>()));
				case SORTED_MAP -> readEntries(new TreeMap<>());
				case ARRAY -> readArray();
				case OPTIONAL -> Optional.ofNullable(read());
			};
		}
		finally {
			this.depth--;
		}
	}

	private @Nullable Object readRecord() throws IOException {
		String name = readName();
		RecordShape.Values values = this.skipping ? null : shapeOf(load(name)).values();
		int count = readCount();
		for (int i = 0; i < count; i++) {
			String component = readName();
			if (values != null && values.has(component)) {
				values.set(component, read());
			}
			else {
				skip();
			}
		}
		return (values != null) ? values.create() : null;
	}

	private static RecordShape shapeOf(Class<?> type) {
		if (!type.isRecord()) {
			throw new IllegalArgumentException(type.getName() + " is not a record here");
		}
		return RecordShape.of(type);
	}

	private void skip() throws IOException {
		boolean within = this.skipping;
		this.skipping = true;
		read();
		this.skipping = within;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private @Nullable Object readEnum() throws IOException {
		String name = readName();
		String constant = readName();
		if (this.skipping) {
			return null;
		}
		Class<?> type = load(name);
		if (!type.isEnum()) {
			throw new IllegalArgumentException(type.getName() + " is not an enum here");
		}
		return Enum.valueOf((Class) type, constant);
	}

	private <C extends Collection<@Nullable Object>> C readElements(C into) throws IOException {
		int count = readCount();
		for (int i = 0; i < count; i++) {
			Object element = read();
			if (!this.skipping) {
				into.add(element);
			}
		}
		return into;
	}

	private <M extends Map<@Nullable Object, @Nullable Object>> M readEntries(M into) throws IOException {
		int count = readCount();
		for (int i = 0; i < count; i++) {
			Object key = read();
			Object value = read();
			if (!this.skipping) {
				into.put(key, value);
			}
		}
		return into;
	}

	private @Nullable Object readArray() throws IOException {
		String name = readName();
		List<@Nullable Object> elements = readElements(new ArrayList<@Nullable Object>());
		if (this.skipping) {
			return null;
		}
		Object array = Array.newInstance(load(name), elements.size());
		for (int i = 0; i < elements.size(); i++) {
			Array.set(array, i, elements.get(i));
		}
		return array;
	}

	private int readCount() throws IOException {
		int count = this.in.readInt();
		if (count < 0) {
			throw new IllegalArgumentException("There cannot be " + count + " elements");
		}
		return count;
	}

	private String readName() throws IOException {
		String name = this.in.readString();
		if (name == null) {
			throw new IllegalArgumentException("A name is missing");
		}
		return name;
	}

	private Class<?> load(String name) {
		try {
			return Class.forName(name, false, this.classLoader);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException("There is no class " + name + " on this node", ex);
		}
	}

}
