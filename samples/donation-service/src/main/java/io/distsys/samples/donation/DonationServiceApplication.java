package io.distsys.samples.donation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts one node of the donation service.
 */
@SpringBootApplication
@EnableScheduling
public class DonationServiceApplication {

	/**
	 * Starts the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(DonationServiceApplication.class, args);
	}

}
