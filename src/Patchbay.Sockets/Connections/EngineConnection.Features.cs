using System.Collections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Sockets;

/// <summary>The connection is its own feature collection: it answers for what it implements, and keeps a small array for what others set.</summary>
internal abstract partial class EngineConnection : IFeatureCollection
{
    static readonly Type[] OwnFeatures =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IConnectionLifetimeFeature),
        typeof(IConnectionEndPointFeature), typeof(IMemoryPoolFeature), typeof(ISocketIdentityFeature), typeof(IHalfCloseFeature),
        typeof(IConnectionCountersFeature), typeof(ITcpInfoFeature), typeof(ISocketAnnotationFeature),
    ];

    // Set for every hosted connection, so it has a field of its own: the array is for rarer ones.
    IConnectionLifetimeNotificationFeature? _notification;

    // What was set from outside, also in place of an own feature; a null value hides the own one. Few, so a search from the front is fastest.
    KeyValuePair<Type, object?>[]? _features;
    int _revision;

    bool IFeatureCollection.IsReadOnly => false;

    int IFeatureCollection.Revision => _revision;

    object? IFeatureCollection.this[Type key]
    {
        get => Find(key);
        set => Put(key, value);
    }

    TFeature? IFeatureCollection.Get<TFeature>() where TFeature : default => (TFeature?)Find(typeof(TFeature));

    void IFeatureCollection.Set<TFeature>(TFeature? instance) where TFeature : default => Put(typeof(TFeature), instance);

    /// <summary>A feature that only one engine has, or null.</summary>
    protected virtual object? FindEngineFeature(Type key) => null;

    object? Find(Type key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key == typeof(IConnectionLifetimeNotificationFeature))
        {
            return _notification;
        }

        if (_features is { } features)
        {
            foreach (var (type, feature) in features)
            {
                if (type == key)
                {
                    return feature;
                }
            }
        }

        return Array.IndexOf(OwnFeatures, key) >= 0 ? this : FindEngineFeature(key);
    }

    void Put(Type key, object? feature)
    {
        ArgumentNullException.ThrowIfNull(key);
        _revision++;
        if (key == typeof(IConnectionLifetimeNotificationFeature))
        {
            _notification = (IConnectionLifetimeNotificationFeature?)feature;
            return;
        }

        var features = _features ?? [];
        var at = Array.FindIndex(features, pair => pair.Key == key || pair.Key is null);
        if (at < 0)
        {
            at = features.Length;
            Array.Resize(ref features, at + 4);
            _features = features;
        }

        features[at] = new(key, feature);
    }

    IEnumerator<KeyValuePair<Type, object>> IEnumerable<KeyValuePair<Type, object>>.GetEnumerator()
    {
        foreach (var (type, feature) in _features ?? [])
        {
            if (type is not null && feature is not null)
            {
                yield return new(type, feature);
            }
        }

        if (_notification is not null)
        {
            yield return new(typeof(IConnectionLifetimeNotificationFeature), _notification);
        }

        foreach (var type in OwnFeatures)
        {
            if (Find(type) == this)
            {
                yield return new(type, this);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<Type, object>>)this).GetEnumerator();
}
