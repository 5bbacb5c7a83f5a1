using System.Text.Json.Nodes;

namespace Patchbay.Services.Rpc;

/// <summary>The methods that every table has: <c>rpc.ping</c>, and <c>rpc.discover</c>, which tells the others in the form of OpenRPC 1.3 (spec.open-rpc.org).</summary>
static class RpcOwnMethods
{
    public static void AddTo(RpcHandlers handlers, string title, string version)
    {
        handlers.AddOwn(new RpcMethod<RpcNoParams, string>("rpc.ping", RpcMethodJson.Default.RpcNoParams, RpcWireJson.Default.String,
            static (_, _) => ValueTask.FromResult("pong"), "answers, to show that somebody is there"));
        handlers.AddOwn(new RpcMethod<RpcNoParams, JsonNode>("rpc.discover", RpcMethodJson.Default.RpcNoParams, RpcWireJson.Default.JsonNode,
            (_, _) => ValueTask.FromResult<JsonNode>(Describe(handlers, title, version)), "tells every method with its parameters and result (OpenRPC)"));
    }

    static JsonObject Describe(RpcHandlers handlers, string title, string version) => new()
    {
        ["openrpc"] = "1.3.2",
        ["info"] = new JsonObject { ["title"] = title, ["version"] = version },
        ["methods"] = new JsonArray([.. handlers.Methods.Select(Describe)]),
    };

    static JsonNode Describe(RpcMethod method)
    {
        var described = new JsonObject { ["name"] = method.Name };
        if (method.Summary is not null)
        {
            described["summary"] = method.Summary;
        }

        described["paramStructure"] = method.TakesNames || method.TakesAnything ? "either" : "by-position";
        if (!method.TakesNames)
        {
            // OpenRPC has no word for as many as you like.
            described["x-anyParams"] = true;
        }

        described["params"] = new JsonArray([.. method.Parameters.Select(static parameter => (JsonNode)new JsonObject
        {
            ["name"] = parameter.Name,
            ["required"] = parameter.IsRequired,
            ["schema"] = parameter.Schema,
        })]);
        // A schema may also be true: anything.
        described["result"] = new JsonObject { ["name"] = "result", ["schema"] = method.Name == "rpc.discover" ? new JsonObject { ["type"] = "object" } : method.ResultSchema };
        return described;
    }
}
