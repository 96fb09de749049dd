"""Helpers of the lesson on denoising autoencoders: one module for each step, in the lesson's order.

manifolds → corruption → models → oracle → training → fields → sampling → plots
→ pictures → scenes → motions → explorers → questions → drawing → checks
"""
