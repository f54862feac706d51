{{- define "counterpoint.labels" -}}
app.kubernetes.io/name: counterpoint
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "counterpoint.services" -}}
{{- $all := deepCopy .Values.services -}}
{{- if .Values.simulators.enabled -}}
{{- $_ := set $all "provider" (dict "replicas" 1 "maxReplicas" 1) -}}
{{- $_ := set $all "carrier" (dict "replicas" 1 "maxReplicas" 1) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end }}
