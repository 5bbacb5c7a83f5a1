using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Finds the addresses of targets that are names: all of them, of both families, many names at a time.</summary>
public static class TargetResolver
{
    const int MostAtOnce = 32;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Resolves.</summary>
    /// <param name="targets">The targets; those without a name come back as they are.</param>
    /// <param name="family">One family only; null for both.</param>
    /// <param name="known">Names whose addresses are known from before and stay what they were.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>In the order of the targets, without those whose name has no address: they are the faults.</returns>
    public static async Task<(ImmutableArray<ResolvedTarget> Resolved, ImmutableArray<TargetFault> Faults)> ResolveAsync(
        IReadOnlyList<ScanTarget> targets, AddressFamily? family, IReadOnlyDictionary<string, ImmutableArray<IPAddress>> known, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(known);
        using var turns = new SemaphoreSlim(MostAtOnce);
        var names = targets.Where(static target => target.Name is not null).Select(static target => target.Name!).Distinct().ToList();
        var answers = await Task.WhenAll(names.Select(async name => (name, Answer: known.TryGetValue(name, out var before) ? before : await ResolveAsync(name, family, turns, stop))));
        var addresses = answers.ToDictionary(static one => one.name, static one => one.Answer);
        var resolved = ImmutableArray.CreateBuilder<ResolvedTarget>();
        var faults = ImmutableArray.CreateBuilder<TargetFault>();
        foreach (var target in targets)
        {
            if (target.Name is null || addresses[target.Name] is { IsEmpty: false })
            {
                resolved.Add(new ResolvedTarget(target, target.Name is null ? [] : addresses[target.Name]));
            }
            else
            {
                var which = family switch { AddressFamily.InterNetwork => "IPv4 address", AddressFamily.InterNetworkV6 => "IPv6 address", _ => "address" };
                faults.Add(new TargetFault(target.Text, new ScanException($"the name '{target.Name}' was not resolved to an {which}", ScanFailure.NameNotResolved, $"`patchbay why {target.Name}:80` shows which server was asked and what it said.")));
            }
        }

        return (resolved.DrainToImmutable(), faults.DrainToImmutable());
    }

    static async Task<ImmutableArray<IPAddress>> ResolveAsync(string name, AddressFamily? family, SemaphoreSlim turns, CancellationToken stop)
    {
        await turns.WaitAsync(stop);
        try
        {
            AddressFamily[] families = family is { } one ? [one] : [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];
            var answers = await Task.WhenAll(families.Select(each => ResolveAsync(name, each, stop)));
            return [.. answers.SelectMany(static each => each).Select(AddressRange.Unmap).Distinct()];
        }
        finally
        {
            turns.Release();
        }
    }

    static async Task<IPAddress[]> ResolveAsync(string name, AddressFamily family, CancellationToken stop)
    {
        try
        {
            // getaddrinfo(3) cannot be cancelled: whoever stops does not wait for it.
            return await NameResolver.ResolveAsync(name, family, stop).WaitAsync(Limit, stop);
        }
        catch (Exception error) when (error is SocketException or TimeoutException or ArgumentException)
        {
            return [];
        }
    }
}
