package io.distsys.faults.host;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path of nodes: that of this JVM, with directories packed into jars, because
 * only classes of jars can be shared between JVMs.
 */
final class NodeClassPath {

	private NodeClassPath() {
	}

	static String in(Path directory) throws IOException {
		String present = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		List<String> entries = new ArrayList<>();
		for (String entry : Arrays.asList(present.split(File.pathSeparator))) {
			Path path = Path.of(entry);
			if (Files.isDirectory(path)) {
				Path jar = directory.resolve(String.format(Locale.ROOT, "classes-%08x.jar", path.hashCode()));
				pack(path, jar);
				entries.add(jar.toString());
			}
			else if (Files.exists(path)) {
				entries.add(entry);
			}
		}
		return String.join(File.pathSeparator, entries);
	}

	/**
	 * The same content makes the same bytes, and no new file. With entries for
	 * directories, which Spring looks for when it scans a package.
	 */
	private static void pack(Path classes, Path jar) throws IOException {
		Path fresh = Files.createTempFile(jar.getParent(), "classes", ".jar");
		try (Stream<Path> files = Files.walk(classes);
				OutputStream out = Files.newOutputStream(fresh);
				JarOutputStream packed = new JarOutputStream(out)) {
			for (Path file : files.filter((path) -> !path.equals(classes)).sorted().toList()) {
				boolean directory = Files.isDirectory(file);
				JarEntry entry = new JarEntry(classes.relativize(file) + (directory ? "/" : ""));
				entry.setTime(0);
				packed.putNextEntry(entry);
				if (!directory) {
					Files.copy(file, packed);
				}
			}
		}
		if (Files.exists(jar) && Files.mismatch(fresh, jar) == -1) {
			Files.delete(fresh);
		}
		else {
			Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
		}
	}

}
