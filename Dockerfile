# The lesson for the students of a hub: docker build -t lesson .   What to do with it: docs/hubs.md
# Binder reads .binder instead, and so not this file.
FROM python:3.12-slim

# The index of torch's CPU builds, as PyTorch's install page names it. Without it, pip on x86 brings those
# for GPUs, which are several times as large.
ARG TORCH_INDEX=""

# The notebooks for the students, and the package, which is installed: there is one of it.
COPY demo.ipynb /opt/lesson/
COPY more /opt/lesson/more
WORKDIR /opt/package
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY dae_helpers dae_helpers

# The packages, without their tests, C++ headers and source maps, and without the scripts of the hub's own pages.
RUN pip install --no-cache-dir --no-compile --constraint constraints.txt ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch \
 && pip install --no-cache-dir --no-compile --constraint constraints.txt ".[family,hub]" jupyterlab \
 && rm -rf /opt/package/* \
 && cd /usr/local \
 && find lib -depth -type d \( -name test -o -name tests \) -exec rm -rf {} + \
 && find lib/python3*/site-packages/torch/bin -type f ! -name torch_shm_manager -delete \
 && rm -rf lib/python3*/site-packages/torch/include share/jupyterhub/static/components/* \
 && find . -name "*.map" -delete \
 && cd / \
 && python -c "import ipykernel.kernelapp, jupyterhub.singleuser.app, jupyterlab.labapp, sklearn.datasets" \
 && python -c "import dae_helpers.lesson.explorers, dae_helpers.family.explorers"
# The last two lines compile what is loaded, and no more: students may not write there.

# The lesson's matrices are small: more threads would only wait for each other.
ENV OMP_NUM_THREADS=1

# As the hubs expect it: this number, and this home, over which they may mount a volume.
RUN useradd --create-home --uid 1000 jovyan
USER jovyan
WORKDIR /home/jovyan

# At each start a student gets the notebooks that are missing at home. What is there is left as it is, and says
# when it is of another version than the package.
ENTRYPOINT ["sh", "-c", "cp -rn /opt/lesson \"$HOME\"; exec \"$@\"", "--"]
CMD ["jupyterhub-singleuser"]
