package io.distsys.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

import io.distsys.tracker.MetadataCodec;

import org.springframework.cloud.client.ServiceInstance;

/**
 * An instance as the value of an entry. What a later version adds to it is not read.
 */
final class InstanceCodec {

	private static final String ID = "id";

	private static final String SERVICE = "service";

	private static final String HOST = "host";

	private static final String PORT = "port";

	private static final String SECURE = "secure";

	/** Before the names of the metadata. */
	private static final String METADATA = "metadata.";

	private InstanceCodec() {
	}

	/**
	 * Encode an instance.
	 * @throws IllegalArgumentException if a text of it is too long
	 */
	static byte[] encode(ServiceInstance instance) {
		Map<String, String> texts = new HashMap<>();
		String id = instance.getInstanceId();
		texts.put(ID, (id != null) ? id : "");
		texts.put(SERVICE, instance.getServiceId());
		texts.put(HOST, instance.getHost());
		texts.put(PORT, Integer.toString(instance.getPort()));
		texts.put(SECURE, Boolean.toString(instance.isSecure()));
		Map<String, String> metadata = instance.getMetadata();
		if (metadata != null) {
			metadata.forEach((name, value) -> texts.put(METADATA + name, value));
		}
		return MetadataCodec.encode(texts);
	}

	/**
	 * Decode an instance.
	 * @throws UncheckedIOException if this is none
	 */
	static ServiceInstance decode(byte[] bytes) {
		Map<String, String> texts = MetadataCodec.decode(bytes);
		Map<String, String> metadata = new HashMap<>();
		texts.forEach((name, value) -> {
			if (name.startsWith(METADATA)) {
				metadata.put(name.substring(METADATA.length()), value);
			}
		});
		return new CatalogueInstance(text(texts, ID), text(texts, SERVICE), text(texts, HOST), port(texts),
				Boolean.parseBoolean(text(texts, SECURE)), Map.copyOf(metadata));
	}

	private static int port(Map<String, String> texts) {
		try {
			return Integer.parseInt(text(texts, PORT));
		}
		catch (NumberFormatException ex) {
			throw new UncheckedIOException(new IOException("An instance without a port", ex));
		}
	}

	private static String text(Map<String, String> texts, String name) {
		String text = texts.get(name);
		if (text == null) {
			throw new UncheckedIOException(new IOException("An instance without " + name));
		}
		return text;
	}

}
