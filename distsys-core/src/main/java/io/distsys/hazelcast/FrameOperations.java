package io.distsys.hazelcast;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes the operations of this package when they arrive. */
final class FrameOperations implements DataSerializableFactory {

	/** "dist" in ASCII; factory ids are chosen by applications, so it must be unusual. */
	static final int FACTORY_ID = 0x64697374;

	static final int BULK = 1;

	static final int CONTROL = 2;

	static final int EXCHANGE = 3;

	static final int TOLD = 4;

	static void register(SerializationConfig config) {
		config.addDataSerializableFactory(FACTORY_ID, new FrameOperations());
	}

	static boolean isRegistered(SerializationConfig config) {
		return config.getDataSerializableFactories().get(FACTORY_ID) instanceof FrameOperations;
	}

	@Override
	public IdentifiedDataSerializable create(int typeId) {
		return switch (typeId) {
			case BULK -> new FrameOperation();
			case CONTROL -> new FrameOperation.Control();
			case EXCHANGE -> new FrameOperation.Exchange();
			case TOLD -> new FrameOperation.Told();
			default -> throw new IllegalArgumentException("There is no operation " + typeId + " in this version");
		};
	}

}
