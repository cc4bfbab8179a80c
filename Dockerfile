# One image for the web app, the scheduler and the workers of compose.yaml: they must have the same code and packages.
FROM python:3.11-slim
RUN useradd --create-home app && mkdir /data && chown app /data
WORKDIR /app
COPY requirements.txt requirements-cluster.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements-cluster.txt
COPY . .
ENV PYTHONPATH=/app NBB_DATA_DIR=/data KERAS_HOME=/data/keras
USER app
EXPOSE 8501
CMD ["streamlit", "run", "Home.py", "--server.headless", "true", "--server.port", "8501"]
