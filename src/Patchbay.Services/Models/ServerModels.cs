namespace Patchbay.Services.Models;

/// <summary>The words for server models on the command line.</summary>
public static class ServerModels
{
    /// <summary>In the order people should meet them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. new[] { ServerModel.Iterative, ServerModel.Threads, ServerModel.Pool, ServerModel.Async }.Select(Name)];

    /// <summary>The model of that name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static ServerModel Parse(string text)
    {
        foreach (var model in Enum.GetValues<ServerModel>())
        {
            if (Name(model) == text)
            {
                return model;
            }
        }

        throw new FormatException($"is no server model; there are {string.Join(", ", All)}");
    }

    /// <summary>The word for a model.</summary>
    public static string Name(ServerModel model) => model switch
    {
        ServerModel.Async => "async",
        ServerModel.Iterative => "iterative",
        ServerModel.Threads => "threads",
        ServerModel.Pool => "pool",
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };

    /// <summary>What it does, in one line.</summary>
    public static string Describe(ServerModel model) => model switch
    {
        ServerModel.Async => "a few threads serve every client",
        ServerModel.Iterative => "blocking sockets, one client at a time",
        ServerModel.Threads => "blocking sockets, a thread for each client",
        ServerModel.Pool => "blocking sockets, a fixed number of threads",
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };
}
