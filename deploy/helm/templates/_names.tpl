{{- define "alur.name" -}}
{{- if contains "alur" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-alur" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "alur.selector" -}}
app.kubernetes.io/name: alur
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "alur.labels" -}}
{{ include "alur.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "alur.image" -}}
{{- $repository := required "image.repository: the office's own registry and image, such as registry.kantor.example/alur-workers" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ required "image.tag or image.digest: what to run" .Values.image.tag }}
{{- end -}}
{{- end -}}
