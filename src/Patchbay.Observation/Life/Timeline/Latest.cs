using System.Collections;

namespace Patchbay.Observation;

/// <summary>The latest of a sequence, the oldest first: a bounded memory. Not thread-safe.</summary>
/// <param name="most">How many are kept.</param>
sealed class Latest<T>(int most) : IReadOnlyList<T>
{
    T[] _items = [];
    int _first;

    public int Count { get; private set; }

    public T this[int index] => _items[(_first + index) % _items.Length];

    public void Add(T item)
    {
        if (Count == most)
        {
            _items[_first] = item;
            _first = (_first + 1) % most;
            return;
        }

        if (Count == _items.Length)
        {
            // Before it is full, the first item is at the beginning.
            Array.Resize(ref _items, Math.Clamp(Count * 2, 4, most));
        }

        _items[Count++] = item;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
