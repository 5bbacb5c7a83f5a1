namespace Patchbay.Play;

/// <summary>How a character on the screen looks.</summary>
enum ScreenStyle : byte
{
    Plain,
    Dim,
    Bold,
    Floor,
    Rock,
    Rim,
    Gold,
    Camp,
    Self,
    Rival,
    Bot,
    Stunned,
    Alarm,
    Remembered,
    Bar,
}
