local function quick(a, lo, hi)
  while lo < hi do
    local p, i, j = a[(lo + hi) // 2], lo, hi
    while i <= j do
      while a[i] < p do i = i + 1 end
      while a[j] > p do j = j - 1 end
      if i <= j then
        a[i], a[j] = a[j], a[i]
        i = i + 1
        j = j - 1
      end
    end
    if j - lo < hi - i then
      quick(a, lo, j)
      lo = i
    else
      quick(a, i, hi)
      hi = j
    end
  end
end
local n, a, x = 300000, {}, 42
for i = 0, n - 1 do
  x = (x * 1103515245 + 12345) % 2147483648
  a[i] = x
end
quick(a, 0, n - 1)
print(a[0] .. " " .. a[n // 2] .. " " .. a[n - 1])
