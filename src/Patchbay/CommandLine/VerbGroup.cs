namespace Patchbay;

/// <summary>The headings of <c>--help</c>, in this order.</summary>
enum VerbGroup
{
    Serve,
    Plug,
    Ask,
    Watch,
    Learn,
}
