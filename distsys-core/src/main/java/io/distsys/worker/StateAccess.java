package io.distsys.worker;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Reads the state that {@link WorkerState} marks from an instance, and sets it. */
interface StateAccess {

	/**
	 * Read the state.
	 * @param instance the worker
	 * @return what the codec is given
	 */
	Object read(Object instance);

	/**
	 * Set the state.
	 * @param instance a new worker
	 * @param state what {@link #read} returned
	 */
	void write(Object instance, Object state);

	/**
	 * Find the state of a class.
	 * @param workerClass the class
	 * @return its state, or empty if nothing is marked
	 * @throws IllegalArgumentException if something is marked that cannot be
	 */
	static Optional<StateAccess> of(Class<?> workerClass) {
		List<Field> fields = OfFields.find(workerClass);
		boolean whole = workerClass.isAnnotationPresent(WorkerState.class);
		if (whole && !HandOver.class.isAssignableFrom(workerClass)) {
			throw new IllegalArgumentException("@WorkerState on the class " + workerClass.getName()
					+ " needs it to implement HandOver: or mark its fields instead");
		}
		if (!fields.isEmpty() && HandOver.class.isAssignableFrom(workerClass)) {
			throw new IllegalArgumentException(workerClass.getName() + " marks fields by @WorkerState and implements"
					+ " HandOver: one of them says what its state is, not both");
		}
		if (!fields.isEmpty()) {
			return Optional.of(new OfFields(fields));
		}
		return whole ? Optional.of(new OfSnapshots()) : Optional.empty();
	}

	/** The marked fields, by name. */
	record OfFields(List<Field> fields) implements StateAccess {

		private static List<Field> find(Class<?> workerClass) {
			Map<String, Field> found = new LinkedHashMap<>();
			for (Class<?> type = workerClass; type != null; type = type.getSuperclass()) {
				for (Field field : type.getDeclaredFields()) {
					if (field.isAnnotationPresent(WorkerState.class)
							&& found.put(field.getName(), checked(field)) != null) {
						throw new IllegalArgumentException("Two fields of " + workerClass.getName()
								+ " marked by @WorkerState have the name '" + field.getName() + "': rename one");
					}
				}
			}
			return new ArrayList<>(found.values());
		}

		private static Field checked(Field field) {
			if (Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) {
				throw new IllegalArgumentException("The field " + field
						+ " marked by @WorkerState must be neither static nor final: it is set on a new instance");
			}
			field.setAccessible(true);
			return field;
		}

		@Override
		public Object read(Object instance) {
			Map<String, @Nullable Object> values = new LinkedHashMap<>();
			this.fields.forEach((field) -> values.put(field.getName(), get(field, instance)));
			return values;
		}

		private static @Nullable Object get(Field field, Object instance) {
			try {
				return field.get(instance);
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(field + " cannot be read", ex);
			}
		}

		/** A field that the state does not know yet keeps its first value. */
		@Override
		public void write(Object instance, Object state) {
			Map<?, ?> values = (Map<?, ?>) state;
			for (Field field : this.fields) {
				if (values.containsKey(field.getName())) {
					set(field, instance, values.get(field.getName()));
				}
			}
		}

		private static void set(Field field, Object instance, @Nullable Object value) {
			try {
				field.set(instance, value);
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(field + " cannot be set", ex);
			}
		}

	}

	/** What {@link HandOver} says. */
	record OfSnapshots() implements StateAccess {

		@Override
		public Object read(Object instance) {
			return handOver(instance).snapshot();
		}

		@Override
		public void write(Object instance, Object state) {
			handOver(instance).restore(state);
		}

		@SuppressWarnings("unchecked")
		private static HandOver<Object> handOver(Object instance) {
			return (HandOver<Object>) instance;
		}

	}

}
