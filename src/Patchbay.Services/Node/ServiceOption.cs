namespace Patchbay.Services;

/// <summary>One option of a service.</summary>
/// <param name="Key">The word after the service's name: <c>max-connections</c> is <c>--set echo.max-connections=100</c>.</param>
/// <param name="Default">The value when nobody sets it, as text.</param>
/// <param name="Unit">The unit or form of the value: <c>connections</c>, <c>duration (30s, 5m)</c>.</param>
/// <param name="Summary">What it does, and the risk of changing it.</param>
public sealed record ServiceOption(string Key, string Default, string Unit, string Summary)
{
    /// <summary>Throws <see cref="FormatException"/>, in words that end a sentence about the value, when a text is no value of this option. Null: any text will do.</summary>
    public Action<string>? Check { get; init; }
}
