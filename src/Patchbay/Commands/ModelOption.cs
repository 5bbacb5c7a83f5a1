using System.CommandLine;
using Patchbay.Services;
using Patchbay.Services.Models;

namespace Patchbay;

/// <summary><c>--model</c> of <c>serve</c>: how the server divides its clients among threads.</summary>
static class ModelOption
{
    public static Option<string?> Create() => new("--model")
    {
        Description = $"How clients share threads: {string.Join(", ", ServerModels.All)} (default async).",
        HelpName = "MODEL",
    };

    /// <exception cref="UserError">There is no such model.</exception>
    public static ServerModel Parse(string? name)
    {
        try
        {
            return ServerModels.Parse(name ?? ServerModels.Name(ServerModel.Async));
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.Usage, $"'{name}' {error.Message}", "async is what services do unless told otherwise.");
        }
    }

    /// <summary>The service as the model runs it.</summary>
    /// <param name="all">Every service.</param>
    /// <param name="service">One of them.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="UserError">The service cannot.</exception>
    public static IService Apply(IReadOnlyList<IService> all, IService service, ServerModel model)
    {
        if (model == ServerModel.Async)
        {
            return service;
        }

        var name = ServerModels.Name(model);
        return BlockingService.Create(service.Description, model) ?? throw new UserError(
            ExitCode.Usage, $"{service.Description.Name} has no blocking version, which --model {name} needs",
            $"It runs with --model async only. The other models run {string.Join(", ", all.Where(static other => other.Description.Blocking is not null).Select(static other => other.Description.Name))}.");
    }

    /// <exception cref="UserError">An engine was asked for, and the model uses none.</exception>
    public static void CheckEngine(ConfigurationValue engine, ServerModel model)
    {
        if (model != ServerModel.Async && engine.IsChosen)
        {
            throw new UserError(ExitCode.Usage, $"an engine ({engine.Origin}) has no meaning with --model {ServerModels.Name(model)}, which makes blocking calls of its own", "Leave one of the two out; engines belong to --model async.");
        }
    }
}
