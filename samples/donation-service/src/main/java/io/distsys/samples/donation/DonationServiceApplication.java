package io.distsys.samples.donation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts one node of the donation service.
 */
@SpringBootApplication
public class DonationServiceApplication {

	/**
	 * Starts the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(DonationServiceApplication.class, args);
	}

}
