"""New points: from arrows to samples, as far as a diffusion model."""
