variable "path" {
  type = string
}

variable "body" {
  type    = any
  default = {}
}

resource "terraform_data" "post" {
  triggers_replace = uuid() # each run sends it

  provisioner "local-exec" {
    command     = "mockserver -post ${var.path}"
    environment = { MOCKSERVER_BODY = jsonencode(var.body) }
  }
}
