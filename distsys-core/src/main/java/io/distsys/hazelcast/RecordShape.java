package io.distsys.hazelcast;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** How a record is taken apart and put together, by the names of its components. */
final class RecordShape {

	private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {

		@Override
		protected RecordShape computeValue(Class<?> type) {
			return new RecordShape(type);
		}

	};

	private static final Map<Class<?>, Object> ZEROS = Map.of(boolean.class, false, byte.class, (byte) 0, short.class,
			(short) 0, char.class, (char) 0, int.class, 0, long.class, 0L, float.class, 0f, double.class, 0d);

	private final Class<?> type;

	private final RecordComponent[] components;

	private final Constructor<?> constructor;

	private final Map<String, Integer> indexes = new HashMap<>();

	private RecordShape(Class<?> type) {
		this.type = type;
		this.components = type.getRecordComponents();
		for (int i = 0; i < this.components.length; i++) {
			this.indexes.put(this.components[i].getName(), i);
			this.components[i].getAccessor().setAccessible(true);
		}
		try {
			this.constructor = type.getDeclaredConstructor(
					Arrays.stream(this.components).map(RecordComponent::getType).toArray(Class<?>[]::new));
			this.constructor.setAccessible(true);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("The record " + type.getName() + " has no canonical constructor", ex);
		}
	}

	static RecordShape of(Class<?> type) {
		return SHAPES.get(type);
	}

	int size() {
		return this.components.length;
	}

	String name(int index) {
		return this.components[index].getName();
	}

	@Nullable Object read(int index, Object instance) {
		try {
			return this.components[index].getAccessor().invoke(instance);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException("Cannot read " + this.type.getName() + "." + name(index), ex);
		}
	}

	/** Values of a record to be; what no component is named after is ignored. */
	Values values() {
		return new Values();
	}

	/** Collects the values. A component that is not set gets null, zero or false. */
	final class Values {

		private final @Nullable Object[] arguments = new @Nullable Object[RecordShape.this.components.length];

		private Values() {
			for (int i = 0; i < this.arguments.length; i++) {
				this.arguments[i] = ZEROS.get(RecordShape.this.components[i].getType());
			}
		}

		boolean has(String name) {
			return RecordShape.this.indexes.containsKey(name);
		}

		void set(String name, @Nullable Object value) {
			Integer index = RecordShape.this.indexes.get(name);
			if (index != null) {
				this.arguments[index] = value;
			}
		}

		Object create() {
			try {
				return RecordShape.this.constructor.newInstance(this.arguments);
			}
			catch (ReflectiveOperationException | IllegalArgumentException ex) {
				throw new IllegalStateException("Cannot create the record " + RecordShape.this.type.getName(), ex);
			}
		}

	}

}
